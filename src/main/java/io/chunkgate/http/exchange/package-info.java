/** What every handler of a request needs: the client, the connection, errors, redirects. */
@NullMarked
package io.chunkgate.http.exchange;

import org.jspecify.annotations.NullMarked;
