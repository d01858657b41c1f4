<?xml version="1.0" encoding="UTF-8"?>
<!-- A text in TEI (as GROBID and the journals of the humanities write it) as a page. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:t="http://www.tei-c.org/ns/1.0" exclude-result-prefixes="t">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:variable name="header" select="(//t:teiHeader)[1]"/>
  <xsl:variable name="work" select="$header//t:sourceDesc//t:biblStruct[1]"/>
  <xsl:variable name="authors" select="$work/t:analytic/t:author[t:persName] | $header[not(.//t:sourceDesc//t:analytic/t:author)]//t:titleStmt/t:author"/>

  <xsl:template match="/">
    <html lang="{//t:text[1]/@xml:lang | $header[not(//t:text/@xml:lang)]/@xml:lang}">
      <head>
        <meta name="citation_title" content="{normalize-space($header//t:titleStmt/t:title[1])}"/>
        <xsl:for-each select="$authors">
          <meta name="citation_author"><xsl:attribute name="content"><xsl:call-template name="person"/></xsl:attribute></meta>
        </xsl:for-each>
        <meta name="citation_doi" content="{$header//t:idno[@type='DOI'][1]}"/>
        <meta name="citation_journal_title" content="{normalize-space($work/t:monogr/t:title[1])}"/>
        <meta name="citation_date" content="{($work//t:imprint/t:date/@when | $header//t:publicationStmt/t:date/@when | $header//t:publicationStmt/t:date)[1]}"/>
        <meta name="citation_volume" content="{$work//t:biblScope[@unit='volume'][1]}"/>
        <meta name="citation_issue" content="{$work//t:biblScope[@unit='issue'][1]}"/>
        <meta name="citation_firstpage" content="{$work//t:biblScope[@unit='page'][1]/@from}"/>
        <meta name="citation_lastpage" content="{$work//t:biblScope[@unit='page'][1]/@to}"/>
      </head>
      <body>
        <h1 class="title"><xsl:apply-templates select="$header//t:titleStmt/t:title[1]/node()"/></h1>
        <xsl:for-each select="$authors"><p class="author"><xsl:call-template name="person"/></p></xsl:for-each>
        <xsl:for-each select="$header//t:profileDesc/t:abstract"><div class="abstract"><xsl:apply-templates/></div></xsl:for-each>
        <xsl:if test="$header//t:keywords//t:term | $header//t:keywords//t:item">
          <p class="keywords">
            <xsl:for-each select="$header//t:keywords//t:term | $header//t:keywords//t:item[not(t:term)]">
              <xsl:if test="position() &gt; 1">, </xsl:if><xsl:value-of select="normalize-space(.)"/>
            </xsl:for-each>
          </p>
        </xsl:if>
        <xsl:apply-templates select="//t:text/t:front | //t:text/t:body | //t:text/t:back"/>
        <xsl:for-each select="//t:body//t:note[@place or @type='footnote']">
          <aside role="doc-footnote" data-label="{@n}"><xsl:apply-templates/></aside>
        </xsl:for-each>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="person">
    <xsl:variable name="name" select="(t:persName | .)[last()]"/>
    <xsl:choose>
      <xsl:when test="$name/t:surname">
        <xsl:for-each select="$name/t:forename"><xsl:value-of select="concat(normalize-space(.), ' ')"/></xsl:for-each>
        <xsl:value-of select="normalize-space($name/t:surname)"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space($name)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="t:div"><section><xsl:apply-templates/></section></xsl:template>
  <xsl:template match="t:head">
    <xsl:variable name="depth" select="count(ancestor::t:div) + 1"/>
    <xsl:element name="h{substring('1234566666666666', $depth, 1)}">
      <xsl:if test="@n"><xsl:value-of select="@n"/><xsl:text> </xsl:text></xsl:if>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="t:p | t:ab"><p><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="t:quote[not(ancestor::t:p)] | t:q[not(ancestor::t:p)] | t:lg | t:l"><blockquote><xsl:apply-templates/></blockquote></xsl:template>
  <xsl:template match="t:list"><ul><xsl:apply-templates/></ul></xsl:template>
  <xsl:template match="t:list[@type='ordered' or @rend='numbered']"><ol><xsl:apply-templates/></ol></xsl:template>
  <xsl:template match="t:item"><li><xsl:apply-templates/></li></xsl:template>
  <xsl:template match="t:lb"><br/></xsl:template>
  <xsl:template match="t:hi[contains(@rend, 'sup')]"><sup><xsl:apply-templates/></sup></xsl:template>
  <xsl:template match="t:figure">
    <figure>
      <figcaption>
        <xsl:for-each select="t:head | t:figDesc"><xsl:apply-templates/><xsl:text> </xsl:text></xsl:for-each>
      </figcaption>
      <xsl:apply-templates select="t:table | t:p"/>
      <xsl:for-each select="t:note"><p><xsl:apply-templates/></p></xsl:for-each>
    </figure>
  </xsl:template>
  <xsl:template match="t:table/t:head"><caption><xsl:apply-templates/></caption></xsl:template>
  <xsl:template match="t:table"><table><xsl:apply-templates select="t:head"/><xsl:apply-templates select="t:row"/></table></xsl:template>
  <xsl:template match="t:row"><tr><xsl:apply-templates select="t:cell"/></tr></xsl:template>
  <xsl:template match="t:cell">
    <xsl:element name="{substring('thtd', 1 + 2 * not(@role='label' or ../@role='label'), 2)}">
      <xsl:if test="@cols"><xsl:attribute name="colspan"><xsl:value-of select="@cols"/></xsl:attribute></xsl:if>
      <xsl:if test="@rows"><xsl:attribute name="rowspan"><xsl:value-of select="@rows"/></xsl:attribute></xsl:if>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="t:formula"><div class="math display"><xsl:apply-templates/></div></xsl:template>
  <xsl:template match="t:p//t:formula"><xsl:apply-templates/></xsl:template>
  <xsl:template match="t:note[@place or @type='footnote']"><xsl:if test="ancestor::t:p"><sup><xsl:value-of select="@n"/></sup></xsl:if></xsl:template>
  <xsl:template match="t:ref[@type='foot' or @type='note']"><a role="doc-noteref"><xsl:apply-templates/></a></xsl:template>
  <xsl:template match="t:listBibl">
    <xsl:if test="not(preceding::t:head[contains(translate(., 'REFNCSBIOGAPHY', 'refncsbiogaphy'), 'referenc') or contains(translate(., 'BIOGRAPHY', 'biography'), 'bibliogr')])"><h2>References</h2></xsl:if>
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="t:listBibl/t:head"><h2><xsl:apply-templates/></h2></xsl:template>
  <xsl:template match="t:listBibl/t:bibl"><p role="doc-biblioentry" data-label="{@n}"><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="t:biblStruct">
    <p role="doc-biblioentry">
      <xsl:choose>
        <xsl:when test="t:note[@type='raw_reference']"><xsl:value-of select="normalize-space(t:note[@type='raw_reference'])"/></xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="t:analytic/t:author | t:monogr[not(../t:analytic/t:author)]/t:author">
            <xsl:if test="position() &gt; 1">, </xsl:if><xsl:call-template name="person"/>
          </xsl:for-each>
          <xsl:if test=".//t:imprint/t:date"> (<xsl:value-of select="substring((.//t:imprint/t:date/@when | .//t:imprint/t:date[not(@when)])[1], 1, 4)"/>)</xsl:if>
          <xsl:text>. </xsl:text>
          <xsl:for-each select="t:analytic/t:title[1] | t:monogr/t:title[1]"><xsl:value-of select="normalize-space(.)"/><xsl:text>. </xsl:text></xsl:for-each>
          <xsl:value-of select=".//t:biblScope[@unit='volume']"/>
          <xsl:for-each select=".//t:biblScope[@unit='issue']">(<xsl:value-of select="."/>)</xsl:for-each>
          <xsl:for-each select=".//t:biblScope[@unit='page']">, <xsl:value-of select="@from | text()"/><xsl:if test="@to">–<xsl:value-of select="@to"/></xsl:if></xsl:for-each>
          <xsl:for-each select=".//t:publisher">. <xsl:value-of select="."/></xsl:for-each>
          <xsl:if test=".//t:biblScope | .//t:publisher">.</xsl:if>
          <xsl:for-each select=".//t:idno[@type='DOI'][1]"> https://doi.org/<xsl:value-of select="."/></xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </p>
  </xsl:template>
</xsl:stylesheet>
