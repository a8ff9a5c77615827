/** A line of JSON for what clients did, in a file that other programs read. */
@NullMarked
package io.chunkgate.accesslog;

import org.jspecify.annotations.NullMarked;
