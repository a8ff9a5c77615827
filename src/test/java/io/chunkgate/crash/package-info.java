/** The packaged gateway under faults: killed, with a full or broken disk, without descriptors. */
@org.jspecify.annotations.NullMarked
package io.chunkgate.crash;
