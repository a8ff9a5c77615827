/** The secret of a cluster: TLS of JGroups and of the event bus, with a key that every node derives from the secret. */
@NullMarked
package io.chunkgate.cluster.secret;

import org.jspecify.annotations.NullMarked;
