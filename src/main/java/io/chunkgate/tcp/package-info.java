/** The TCP door: the size-prefixed bare form, and the listener that gives a file to whoever connects. */
@NullMarked
package io.chunkgate.tcp;

import org.jspecify.annotations.NullMarked;
