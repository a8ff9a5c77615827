/** GET and HEAD of files. */
@NullMarked
package io.chunkgate.http.download;

import org.jspecify.annotations.NullMarked;
