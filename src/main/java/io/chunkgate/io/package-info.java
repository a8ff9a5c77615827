/** Bytes on their way between files and sockets; knows no protocol and no store. */
@NullMarked
package io.chunkgate.io;

import org.jspecify.annotations.NullMarked;
