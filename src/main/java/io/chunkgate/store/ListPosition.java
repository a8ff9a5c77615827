package io.chunkgate.store;

/**
 * The place of an entry in a sorted listing. It stays what it is when the entry itself is gone, so that a listing can go
 * on behind it.
 *
 * @param key  by {@link ListOrder}: 0 by name, bytes by size, nanoseconds since 1970 by time
 * @param name of the entry
 */
public record ListPosition(long key, String name) {}
