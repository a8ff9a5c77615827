/** What the upload protocols have in common: from the head of a request to its response. */
@NullMarked
package io.chunkgate.http.upload.protocol;

import org.jspecify.annotations.NullMarked;
