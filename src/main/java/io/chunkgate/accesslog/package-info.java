/** The access log: one line of JSON per transfer and per rejected request. */
@NullMarked
package io.chunkgate.accesslog;

import org.jspecify.annotations.NullMarked;
