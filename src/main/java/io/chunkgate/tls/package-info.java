/** The certificates and settings with which all doors speak TLS. */
@NullMarked
package io.chunkgate.tls;

import org.jspecify.annotations.NullMarked;
