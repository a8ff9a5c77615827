/** Tests of behaviour that all protocols share, and of uploads that begin with one protocol and resume with another. */
@NullMarked
package io.chunkgate.crossprotocol;

import org.jspecify.annotations.NullMarked;
