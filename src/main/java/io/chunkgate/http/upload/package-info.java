/** Uploads over HTTP: by PUT, by tus 1.0.0, and by the IETF's draft of resumable uploads. */
@NullMarked
package io.chunkgate.http.upload;

import org.jspecify.annotations.NullMarked;
