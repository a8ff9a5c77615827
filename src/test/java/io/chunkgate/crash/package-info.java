/** The packaged gateway where its machine fails it: killed, on a disk that is full or broken, out of descriptors. */
@org.jspecify.annotations.NullMarked
package io.chunkgate.crash;
