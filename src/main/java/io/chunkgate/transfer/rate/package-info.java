/** Rate limits of transfers, and minimum rates of clients. */
@NullMarked
package io.chunkgate.transfer.rate;

import org.jspecify.annotations.NullMarked;
