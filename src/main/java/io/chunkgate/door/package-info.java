/** What all doors share: their life cycle, the store and limits behind them, and where they listen. */
@NullMarked
package io.chunkgate.door;

import org.jspecify.annotations.NullMarked;
