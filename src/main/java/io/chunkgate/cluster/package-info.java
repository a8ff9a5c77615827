/**
 * Nodes that share one store: membership, the running transfers of all nodes, and hints about uploads. No file content and no
 * tokens are sent between nodes. The state of files and uploads is decided by the store alone.
 */
@NullMarked
package io.chunkgate.cluster;

import org.jspecify.annotations.NullMarked;
