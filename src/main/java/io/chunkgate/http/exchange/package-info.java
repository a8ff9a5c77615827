/** Shared by all handlers: authentication, the connection, errors, redirects, JSON. */
@NullMarked
package io.chunkgate.http.exchange;

import org.jspecify.annotations.NullMarked;
