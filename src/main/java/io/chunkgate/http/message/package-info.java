/** Values of HTTP messages (fields, ranges, conditions, dates) and pure functions of the RFCs. */
@NullMarked
package io.chunkgate.http.message;

import org.jspecify.annotations.NullMarked;
