<?xml version="1.0" encoding="UTF-8"?>
<!-- An OpenDocument text (content.xml, or a flat file) as a page. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
    xmlns:m="http://www.w3.org/1998/Math/MathML"
    exclude-result-prefixes="office style text table draw m">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:key name="style" match="style:style" use="@style:name"/>
  <xsl:key name="list" match="text:list-style" use="@style:name"/>

  <xsl:template match="/">
    <body>
      <xsl:apply-templates select="//office:body/office:text/node()"/>
      <xsl:for-each select="//office:body//text:note">
        <aside role="doc-footnote" data-label="{text:note-citation}"><xsl:apply-templates select="text:note-body"/></aside>
      </xsl:for-each>
    </body>
  </xsl:template>

  <xsl:template match="text:h">
    <xsl:element name="h{substring('1234566666666666', number(concat('0', @text:outline-level)) + not(@text:outline-level), 1)}"><xsl:apply-templates/></xsl:element>
  </xsl:template>
  <xsl:template match="text:p">
    <xsl:variable name="style" select="translate(concat(@text:style-name, ' ', key('style', @text:style-name)/@style:parent-style-name, ' '), 'TSABCK', 'tsabck')"/>
    <xsl:choose>
      <xsl:when test="starts-with($style, 'title ') or contains($style, ' title ')"><h1 class="title"><xsl:apply-templates/></h1></xsl:when>
      <xsl:when test="starts-with($style, 'subtitle ') or contains($style, ' subtitle ')"><p class="front"><xsl:apply-templates/></p></xsl:when>
      <xsl:when test="contains($style, 'author ')"><p class="author"><xsl:apply-templates/></p></xsl:when>
      <xsl:when test="contains($style, 'abstract ')"><p class="abstract"><xsl:apply-templates/></p></xsl:when>
      <xsl:when test="contains($style, 'caption ') or text:sequence"><figcaption><xsl:apply-templates/></figcaption></xsl:when>
      <xsl:when test="contains($style, 'bibliography_20_') or contains($style, ' bibliography')"><p role="doc-biblioentry"><xsl:apply-templates/></p></xsl:when>
      <xsl:when test="contains($style, 'preformatted_20_text')"><pre class="code"><xsl:apply-templates/></pre></xsl:when>
      <xsl:otherwise><p><xsl:apply-templates/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text:span">
    <xsl:variable name="place" select="key('style', @text:style-name)/style:text-properties/@style:text-position"/>
    <xsl:choose>
      <xsl:when test="key('style', @text:style-name)/style:text-properties/@text:display = 'none'"/>
      <xsl:when test="starts-with($place, 'super') or (number(substring-before($place, '%')) &gt; 0)"><sup><xsl:apply-templates/></sup></xsl:when>
      <xsl:otherwise><xsl:apply-templates/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text:list">
    <xsl:variable name="level" select="count(ancestor-or-self::text:list)"/>
    <xsl:variable name="named" select="(ancestor-or-self::text:list/@text:style-name)[last()]"/>
    <xsl:variable name="numbers" select="key('list', $named)/text:list-level-style-number[@text:level = $level]"/>
    <xsl:choose>
      <xsl:when test="$numbers/@style:num-format = 'a'"><ol type="a"><xsl:apply-templates/></ol></xsl:when>
      <xsl:when test="$numbers"><ol><xsl:apply-templates/></ol></xsl:when>
      <xsl:otherwise><ul><xsl:apply-templates/></ul></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="text:list-item"><li><xsl:if test="@text:start-value"><xsl:attribute name="value"><xsl:value-of select="@text:start-value"/></xsl:attribute></xsl:if><xsl:apply-templates/></li></xsl:template>
  <xsl:template match="text:list-header"><div><xsl:apply-templates/></div></xsl:template>
  <xsl:template match="text:note"><sup><xsl:value-of select="text:note-citation"/></sup></xsl:template>
  <xsl:template match="text:tab | text:s"><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="text:line-break"><br/></xsl:template>
  <xsl:template match="text:tracked-changes | text:table-of-content | text:hidden-text | text:sequence-decls | office:annotation | office:forms | text:alphabetical-index | style:* | text:bookmark"/>
  <xsl:template match="draw:frame"><xsl:apply-templates select="(draw:object | draw:text-box | *)[1]"/></xsl:template>
  <xsl:template match="draw:image"/>
  <xsl:template match="m:*"><xsl:element name="{local-name()}"><xsl:copy-of select="@encoding"/><xsl:apply-templates/></xsl:element></xsl:template>

  <xsl:template match="table:table"><table><xsl:apply-templates/></table></xsl:template>
  <xsl:template match="table:table-header-rows"><thead><xsl:apply-templates/></thead></xsl:template>
  <xsl:template match="table:table-row"><tr><xsl:apply-templates/></tr></xsl:template>
  <xsl:template match="table:table-cell">
    <td colspan="{concat(@table:number-columns-spanned, substring('1', 1 + boolean(@table:number-columns-spanned)))}" rowspan="{concat(@table:number-rows-spanned, substring('1', 1 + boolean(@table:number-rows-spanned)))}"><xsl:apply-templates/></td>
    <xsl:if test="@table:number-columns-repeated &lt; 50 and following-sibling::table:table-cell">
      <xsl:call-template name="empty"><xsl:with-param name="left" select="@table:number-columns-repeated - 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template name="empty">
    <xsl:param name="left"/>
    <xsl:if test="$left &gt; 0"><td></td><xsl:call-template name="empty"><xsl:with-param name="left" select="$left - 1"/></xsl:call-template></xsl:if>
  </xsl:template>
  <xsl:template match="table:covered-table-cell"/>
</xsl:stylesheet>
