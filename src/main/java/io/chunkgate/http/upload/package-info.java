/** Uploads over HTTP: by PUT, tus 1.0.0 and the IETF draft of resumable uploads. */
@NullMarked
package io.chunkgate.http.upload;

import org.jspecify.annotations.NullMarked;
