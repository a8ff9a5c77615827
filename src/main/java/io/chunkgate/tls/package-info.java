/** The certificates and the TLS settings of all listeners. */
@NullMarked
package io.chunkgate.tls;

import org.jspecify.annotations.NullMarked;
