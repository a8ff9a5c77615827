/** draft-ietf-httpbis-resumable-upload. */
@NullMarked
package io.chunkgate.http.upload.draft;

import org.jspecify.annotations.NullMarked;
