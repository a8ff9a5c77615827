package io.chunkgate.cluster;

/** What one node asks another over the event bus: small things, answered from what that node has itself. */
enum Question {
    /** {@code name}: its description, if it is published there. */
    FILE,
    /** {@code id}: the upload's description, if it is there. */
    UPLOAD,
    /** {@code name}: the description of the upload that runs to it. */
    UPLOAD_TO,
    /** {@code spec}: begins an upload; its description. */
    CREATE,
    /** {@code spec}, {@code parts}: begins an upload of parts; its description. */
    CONCATENATE,
    /** {@code id}: gives up a writer and the followers of the upload, if there are any. */
    GIVE_UP,
    /** {@code id}: ends the upload. */
    DISCARD,
    /** {@code name}, {@code condition}: deletes the file. */
    DELETE,
    /** {@code id}, {@code keep}: ends a piece, or begins one, for the writer of the upload. */
    PIECE,
    /** The transfers that run. */
    TRANSFERS
}
