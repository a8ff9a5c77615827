/**
 * Several gateways that share one store: which nodes there are, what runs on them, and hints about uploads. File bytes, tokens
 * and file names never go from node to node. What is true is decided by the store alone.
 */
@NullMarked
package io.chunkgate.cluster;

import org.jspecify.annotations.NullMarked;
