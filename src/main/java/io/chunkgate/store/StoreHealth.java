package io.chunkgate.store;

/**
 * Whether a store that answers can be used.
 *
 * @param isPresent  whether it is the store that was opened: the root folder, the bucket
 * @param isWritable whether an upload could begin now: free space, free inodes, and a file system that is not read-only. True
 *                   where only an upload shows it
 */
public record StoreHealth(boolean isPresent, boolean isWritable) {
    public static final StoreHealth OK = new StoreHealth(true, true);

    public static final StoreHealth ROOT_GONE = new StoreHealth(false, false);
}
