/** PUT of a file, whole or in parts. */
@NullMarked
package io.chunkgate.http.upload.put;

import org.jspecify.annotations.NullMarked;
