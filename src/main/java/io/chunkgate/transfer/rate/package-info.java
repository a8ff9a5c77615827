/** How fast transfers may be, and how slow. */
@NullMarked
package io.chunkgate.transfer.rate;

import org.jspecify.annotations.NullMarked;
