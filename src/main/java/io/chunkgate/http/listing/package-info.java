/** GET and HEAD of folders. */
@NullMarked
package io.chunkgate.http.listing;

import org.jspecify.annotations.NullMarked;
