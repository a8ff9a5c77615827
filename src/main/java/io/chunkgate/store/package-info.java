/**
 * What a store of files is: the contract between the doors and whatever holds the bytes. Implementations live in
 * sub-packages and are found by {@link io.chunkgate.store.FileStoreProvider}.
 */
@NullMarked
package io.chunkgate.store;

import org.jspecify.annotations.NullMarked;
