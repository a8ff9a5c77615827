/**
 * The frames of CGP/1 as values, for both sides: what travels on the wire and back, and nothing of what it means. The text
 * is {@code docs/tcp-protocol.md}.
 */
@NullMarked
package io.chunkgate.tcp.frame;

import org.jspecify.annotations.NullMarked;
