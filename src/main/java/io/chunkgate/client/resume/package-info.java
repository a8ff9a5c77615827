/** Uploads and downloads of whole files that resume after broken connections, over any protocol. */
@NullMarked
package io.chunkgate.client.resume;

import org.jspecify.annotations.NullMarked;
