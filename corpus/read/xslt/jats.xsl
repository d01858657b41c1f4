<?xml version="1.0" encoding="UTF-8"?>
<!-- An article in JATS as a page: roles of DPUB-ARIA, classes of pandoc's title block, citation_* tags. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:m="http://www.w3.org/1998/Math/MathML" exclude-result-prefixes="m">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:variable name="article" select="(//article)[1]"/>
  <xsl:variable name="meta" select="$article/front/article-meta | $article/front-stub"/>

  <xsl:template match="/">
    <html lang="{$article/@xml:lang}">
      <head>
        <xsl:call-template name="tag">
          <xsl:with-param name="name">title</xsl:with-param>
          <xsl:with-param name="value" select="$meta/title-group/article-title"/>
        </xsl:call-template>
        <xsl:for-each select="$meta/contrib-group[not(@content-type='editors')]/contrib[not(@contrib-type) or @contrib-type='author']">
          <meta name="citation_author">
            <xsl:attribute name="content"><xsl:call-template name="person"/></xsl:attribute>
          </meta>
        </xsl:for-each>
        <xsl:call-template name="tag">
          <xsl:with-param name="name">doi</xsl:with-param>
          <xsl:with-param name="value" select="$meta/article-id[@pub-id-type='doi']"/>
        </xsl:call-template>
        <xsl:call-template name="tag">
          <xsl:with-param name="name">journal_title</xsl:with-param>
          <xsl:with-param name="value" select="$article/front/journal-meta//journal-title"/>
        </xsl:call-template>
        <xsl:call-template name="tag">
          <xsl:with-param name="name">date</xsl:with-param>
          <xsl:with-param name="value" select="($meta/pub-date[@pub-type='collection' or @pub-type='ppub' or @date-type='collection'] | $meta/pub-date)[1]/year"/>
        </xsl:call-template>
        <xsl:for-each select="$meta/volume[1] | $meta/issue[1]">
          <meta name="citation_{name()}" content="{.}"/>
        </xsl:for-each>
        <xsl:call-template name="tag">
          <xsl:with-param name="name">firstpage</xsl:with-param>
          <xsl:with-param name="value" select="$meta/fpage | $meta/elocation-id[not(../fpage)]"/>
        </xsl:call-template>
        <xsl:call-template name="tag">
          <xsl:with-param name="name">lastpage</xsl:with-param>
          <xsl:with-param name="value" select="$meta/lpage"/>
        </xsl:call-template>
      </head>
      <body>
        <xsl:apply-templates select="$meta"/>
        <xsl:apply-templates select="$article/body | $article/floats-group"/>
        <xsl:apply-templates select="$article/back"/>
        <xsl:for-each select="$article/body//fn[not(ancestor::fn-group or ancestor::table-wrap)]">
          <xsl:call-template name="note"/>
        </xsl:for-each>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="tag">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:if test="normalize-space($value[1])">
      <meta name="citation_{$name}" content="{normalize-space($value[1])}"/>
    </xsl:if>
  </xsl:template>

  <!-- The title block -->
  <xsl:template match="article-meta | front-stub">
    <xsl:apply-templates select="title-group"/>
    <xsl:for-each select="contrib-group[not(@content-type='editors')]/contrib[not(@contrib-type) or @contrib-type='author']">
      <p class="author"><xsl:call-template name="person"/></p>
    </xsl:for-each>
    <xsl:for-each select=".//aff | author-notes/*">
      <p class="front"><xsl:apply-templates/></p>
    </xsl:for-each>
    <xsl:for-each select="abstract | trans-abstract">
      <div class="abstract"><xsl:apply-templates/></div>
    </xsl:for-each>
    <xsl:for-each select="kwd-group[kwd]">
      <p class="keywords">
        <xsl:for-each select="kwd">
          <xsl:if test="position() &gt; 1">, </xsl:if>
          <xsl:apply-templates/>
        </xsl:for-each>
      </p>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="article-title[parent::title-group]"><h1 class="title"><xsl:apply-templates/></h1></xsl:template>
  <xsl:template match="title-group/subtitle | trans-title | trans-subtitle"><p class="front"><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="alt-title | title-group/fn-group"/>

  <xsl:template name="person">
    <xsl:variable name="name" select="(name | name-alternatives/name | string-name | name-alternatives/string-name)[1]"/>
    <xsl:choose>
      <xsl:when test="$name/surname">
        <xsl:value-of select="normalize-space(concat($name/prefix, ' ', $name/given-names, ' ', $name/surname, ' ', $name/suffix))"/>
      </xsl:when>
      <xsl:when test="$name"><xsl:value-of select="normalize-space($name)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space(collab/text())"/><xsl:value-of select="normalize-space(collab/named-content | collab/institution)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Sections -->
  <xsl:template match="sec | app | ack | glossary | notes | bio | boxed-text | app-group | ref-list | body | back | floats-group">
    <section><xsl:apply-templates/></section>
  </xsl:template>
  <xsl:template match="title">
    <xsl:variable name="depth" select="count(ancestor::sec | ancestor::app | ancestor::ack | ancestor::glossary | ancestor::notes | ancestor::ref-list | ancestor::abstract | ancestor::trans-abstract) + 1"/>
    <xsl:if test="normalize-space(.)">
      <xsl:element name="h{substring('1234566666666666', $depth, 1)}">
        <xsl:if test="../label and not(parent::caption)"><xsl:value-of select="normalize-space(../label)"/><xsl:text> </xsl:text></xsl:if>
        <xsl:apply-templates/>
      </xsl:element>
    </xsl:if>
  </xsl:template>
  <xsl:template match="aff/label | corresp/label | author-notes/fn/label | table-wrap-foot//fn/label"><sup><xsl:apply-templates/></sup><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="sec/label | app/label | ref-list/label | boxed-text/label"/>
  <xsl:template match="p">
    <xsl:choose>
      <xsl:when test="list | disp-formula | disp-formula-group | table-wrap | fig | fig-group | disp-quote | boxed-text | preformat | code | def-list">
        <div><xsl:apply-templates/></div>
      </xsl:when>
      <xsl:otherwise><p><xsl:apply-templates/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="disp-quote"><blockquote><xsl:apply-templates/></blockquote></xsl:template>
  <xsl:template match="list[@list-type='order']"><ol><xsl:apply-templates/></ol></xsl:template>
  <xsl:template match="list[@list-type='alpha-lower']"><ol type="a"><xsl:apply-templates/></ol></xsl:template>
  <xsl:template match="list"><ul><xsl:apply-templates/></ul></xsl:template>
  <xsl:template match="list-item">
    <li>
      <xsl:if test="label"><xsl:attribute name="data-marker"><xsl:value-of select="normalize-space(label)"/></xsl:attribute></xsl:if>
      <xsl:apply-templates select="node()[not(self::label)]"/>
    </li>
  </xsl:template>
  <xsl:template match="def-list"><dl><xsl:apply-templates/></dl></xsl:template>
  <xsl:template match="def-item/term"><dt><xsl:apply-templates/></dt></xsl:template>
  <xsl:template match="def-item/def"><dd><xsl:apply-templates/></dd></xsl:template>
  <xsl:template match="code"><pre><code class="language-{@language}"><xsl:apply-templates/></code></pre></xsl:template>
  <xsl:template match="p//code[not(ancestor::disp-quote) and (../text()[normalize-space()])]"><xsl:apply-templates/></xsl:template>
  <xsl:template match="preformat"><pre class="code"><xsl:apply-templates/></pre></xsl:template>

  <!-- Tables, figures, formulas -->
  <xsl:template match="table-wrap | fig | fig-group | table-wrap-group | supplementary-material">
    <figure>
      <xsl:if test="label | caption">
        <figcaption>
          <xsl:if test="label">
            <xsl:value-of select="normalize-space(label)"/>
            <xsl:if test="not(contains('.:', substring(normalize-space(label), string-length(normalize-space(label)))))">.</xsl:if>
            <xsl:text> </xsl:text>
          </xsl:if>
          <xsl:apply-templates select="caption"/>
        </figcaption>
      </xsl:if>
      <xsl:apply-templates select="node()[not(self::label or self::caption)]"/>
    </figure>
  </xsl:template>
  <xsl:template match="caption/title | caption/p"><xsl:apply-templates/><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="table | thead | tbody | tfoot | tr | td | th">
    <xsl:element name="{local-name()}">
      <xsl:copy-of select="@colspan | @rowspan"/>
      <xsl:apply-templates/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="table-wrap-foot//fn | table-wrap-foot//attrib"><p><xsl:apply-templates mode="inline"/></p></xsl:template>
  <xsl:template match="alternatives"><xsl:apply-templates select="(table | m:math | tex-math | *[not(self::graphic)])[1]"/></xsl:template>
  <xsl:template match="disp-formula">
    <div class="math display">
      <xsl:call-template name="formula"><xsl:with-param name="sign">$$</xsl:with-param></xsl:call-template>
      <xsl:if test="label"><xsl:text> </xsl:text><xsl:value-of select="label"/></xsl:if>
    </div>
  </xsl:template>
  <xsl:template match="inline-formula"><xsl:call-template name="formula"><xsl:with-param name="sign">$</xsl:with-param></xsl:call-template></xsl:template>
  <xsl:template name="formula">
    <xsl:param name="sign"/>
    <xsl:variable name="tex" select=".//tex-math[1]"/>
    <xsl:choose>
      <xsl:when test="contains($tex, '\begin{document}')">
        <xsl:value-of select="normalize-space(substring-before(substring-after($tex, '\begin{document}'), '\end{document}'))"/>
      </xsl:when>
      <xsl:when test="$tex and (contains($tex, '$') or contains($tex, '\begin{eq'))"><xsl:value-of select="normalize-space($tex)"/></xsl:when>
      <xsl:when test="$tex"><xsl:value-of select="concat($sign, normalize-space($tex), $sign)"/></xsl:when>
      <xsl:when test=".//m:math"><xsl:apply-templates select="(.//m:math)[1]"/></xsl:when>
      <xsl:otherwise><xsl:apply-templates select="node()[not(self::label)]"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="tex-math"><xsl:value-of select="concat('$', normalize-space(.), '$')"/></xsl:template>
  <xsl:template match="m:*">
    <xsl:element name="{local-name()}"><xsl:apply-templates/></xsl:element>
  </xsl:template>

  <!-- In a line -->
  <xsl:template match="sup | sub"><xsl:element name="{name()}"><xsl:apply-templates/></xsl:element></xsl:template>
  <xsl:template match="break"><br/></xsl:template>
  <xsl:template match="xref[@ref-type='fn' or @ref-type='table-fn']"><a role="doc-noteref"><xsl:apply-templates/></a></xsl:template>
  <xsl:template match="object-id | graphic | media | permissions | alt-text | long-desc | processing-meta | sub-article | response | ext-link[not(node())]"/>

  <!-- Notes and references -->
  <xsl:template match="fn-group"><section><xsl:apply-templates/></section></xsl:template>
  <xsl:template match="fn-group/fn"><xsl:call-template name="note"/></xsl:template>
  <xsl:template match="body//fn[not(ancestor::fn-group or ancestor::table-wrap)]"><sup><xsl:call-template name="mark"/></sup></xsl:template>
  <xsl:template name="mark">
    <xsl:choose>
      <xsl:when test="label"><xsl:value-of select="normalize-space(label)"/></xsl:when>
      <xsl:when test="@symbol"><xsl:value-of select="@symbol"/></xsl:when>
      <xsl:when test="not(ancestor::fn-group)"><xsl:value-of select="count(preceding::fn[ancestor::body and not(ancestor::fn-group or ancestor::table-wrap)]) + 1"/></xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="note">
    <aside role="doc-footnote">
      <xsl:attribute name="data-label"><xsl:call-template name="mark"/></xsl:attribute>
      <xsl:apply-templates select="node()[not(self::label)]"/>
    </aside>
  </xsl:template>
  <xsl:template match="ref">
    <xsl:variable name="label" select="normalize-space(label | */label)"/>
    <p role="doc-biblioentry" data-label="{translate($label, '[]().,: ', '')}">
      <xsl:if test="$label">
        <xsl:value-of select="$label"/>
        <xsl:if test="not(contains(').]:', substring($label, string-length($label))))">.</xsl:if>
        <xsl:text> </xsl:text>
      </xsl:if>
      <xsl:for-each select=".//mixed-citation | .//element-citation | .//nlm-citation | .//citation | .//note">
        <xsl:choose>
          <xsl:when test="self::note or text()[translate(normalize-space(), ' ', '')]"><xsl:apply-templates select="node()[not(self::label)]" mode="inline"/></xsl:when>
          <xsl:otherwise><xsl:call-template name="citation"/></xsl:otherwise>
        </xsl:choose>
        <xsl:text> </xsl:text>
      </xsl:for-each>
    </p>
  </xsl:template>
  <xsl:template match="p" mode="inline"><xsl:apply-templates/><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="node()" mode="inline"><xsl:apply-templates select="."/></xsl:template>
  <xsl:template match="name[surname] | string-name[surname and not(text()[normalize-space()])]">
    <xsl:value-of select="surname"/>
    <xsl:if test="given-names"><xsl:text> </xsl:text><xsl:value-of select="given-names"/></xsl:if>
  </xsl:template>
  <xsl:template match="mixed-citation//name[text()[normalize-space()]]"><xsl:apply-templates/></xsl:template>

  <!-- An entry of which only the parts are given: as a reference list prints it -->
  <xsl:template name="citation">
    <xsl:for-each select=".//person-group[@person-group-type='author' or not(@person-group-type)]/* | name | string-name | collab">
      <xsl:if test="position() &gt; 1"><xsl:text>, </xsl:text></xsl:if>
      <xsl:choose>
        <xsl:when test="self::etal">et al.</xsl:when>
        <xsl:otherwise><xsl:apply-templates select="."/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
    <xsl:if test="year"> (<xsl:value-of select="normalize-space(year[1])"/>)</xsl:if>
    <xsl:if test=".//name | .//collab | .//string-name | year">. </xsl:if>
    <xsl:for-each select="article-title | chapter-title | part-title | data-title">
      <xsl:apply-templates/><xsl:text>. </xsl:text>
    </xsl:for-each>
    <xsl:apply-templates select="source"/>
    <xsl:if test="edition"> (<xsl:value-of select="edition"/>)</xsl:if>
    <xsl:if test="volume"><xsl:if test="source">, </xsl:if><xsl:value-of select="volume"/></xsl:if>
    <xsl:if test="issue">(<xsl:value-of select="issue"/>)</xsl:if>
    <xsl:if test="fpage | elocation-id | page-range">, <xsl:value-of select="(page-range | fpage | elocation-id)[1]"/></xsl:if>
    <xsl:if test="lpage and not(page-range)">–<xsl:value-of select="lpage"/></xsl:if>
    <xsl:text>.</xsl:text>
    <xsl:if test="publisher-name"><xsl:text> </xsl:text><xsl:value-of select="publisher-name"/>.</xsl:if>
    <xsl:for-each select="comment | conf-name"><xsl:text> </xsl:text><xsl:value-of select="normalize-space(.)"/>.</xsl:for-each>
    <xsl:choose>
      <xsl:when test="pub-id[@pub-id-type='doi']"> https://doi.org/<xsl:value-of select="pub-id[@pub-id-type='doi'][1]"/></xsl:when>
      <xsl:when test="pub-id[@pub-id-type='arxiv']"> arXiv:<xsl:value-of select="pub-id[@pub-id-type='arxiv'][1]"/></xsl:when>
      <xsl:when test="ext-link | uri"><xsl:text> </xsl:text><xsl:value-of select="normalize-space((ext-link | uri)[1])"/></xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
