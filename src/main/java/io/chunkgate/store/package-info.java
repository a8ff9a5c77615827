/**
 * The SPI of a store of files, between the protocols and the implementations, which are in sub-packages and are found by
 * {@link io.chunkgate.store.FileStoreProvider}.
 */
@NullMarked
package io.chunkgate.store;

import org.jspecify.annotations.NullMarked;
