/** Formatting and parsing of text. Depends on no other package. */
@NullMarked
package io.chunkgate.text;

import org.jspecify.annotations.NullMarked;
