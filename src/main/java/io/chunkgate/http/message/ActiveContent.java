package io.chunkgate.http.message;

import java.util.Set;

/** Media types that a browser shows as a document of the gateway's origin, in which scripts would run. */
public final class ActiveContent {
    /**
     * For such a file: the document gets an origin of its own and no scripts, so that a page that somebody uploaded can do
     * nothing to the console or to other files (Content Security Policy 3, section 6.3.2).
     */
    public static final String POLICY = "sandbox";

    private static final Set<String> TYPES =
            Set.of("text/html", "text/xml", "application/xml", "text/xsl", "message/rfc822", "multipart/related");

    private ActiveContent() {}

    /** @param contentType with or without parameters, in lower case */
    public static boolean is(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return TYPES.contains(type) || type.endsWith("+xml");
    }
}
