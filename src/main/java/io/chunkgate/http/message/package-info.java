/** Values of HTTP messages: fields, ranges, conditions, dates. Pure functions by the RFCs. */
@NullMarked
package io.chunkgate.http.message;

import org.jspecify.annotations.NullMarked;
