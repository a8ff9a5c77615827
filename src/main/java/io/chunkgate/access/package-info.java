/** Authentication and permissions of clients, for every protocol, enforced in front of the store. */
@NullMarked
package io.chunkgate.access;

import org.jspecify.annotations.NullMarked;
