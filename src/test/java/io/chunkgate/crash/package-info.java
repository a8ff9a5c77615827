/** The packaged gateway, killed at random moments while clients upload. */
@org.jspecify.annotations.NullMarked
package io.chunkgate.crash;
