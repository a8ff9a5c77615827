/** The TCP door: the bare form, the framed form (CGP/1), and the listener that gives a file to whoever connects. */
@NullMarked
package io.chunkgate.tcp;

import org.jspecify.annotations.NullMarked;
