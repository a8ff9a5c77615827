package io.chunkgate.http.change;

/**
 * A part of the server's paths that leads to the store.
 *
 * @param prefix           of its paths, with a slash at both ends
 * @param createsFolders   whether missing folders of a target are created; else they are a conflict (RFC 4918, section 9.8.5)
 * @param replacesFolders  whether a request without the header Overwrite may replace a folder, and one without Depth may delete one
 *                         with its content (section 9.6.1); else it has to say so
 */
public record Namespace(String prefix, boolean createsFolders, boolean replacesFolders) {
    /** The files as every client uses them. */
    public static final Namespace FILES = new Namespace("/files/", true, false);
}
