/** The HTTP door: downloads, uploads, listings and the rules of RFC 9110 behind them. */
@NullMarked
package io.chunkgate.http;

import org.jspecify.annotations.NullMarked;
