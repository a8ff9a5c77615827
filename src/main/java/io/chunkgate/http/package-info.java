/** The HTTP server: its verticle and the routes. */
@NullMarked
package io.chunkgate.http;

import org.jspecify.annotations.NullMarked;
