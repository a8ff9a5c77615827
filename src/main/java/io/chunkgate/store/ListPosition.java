package io.chunkgate.store;

/**
 * The position of an entry in a sorted listing. It remains valid when the entry is deleted, so that a listing can continue
 * after it.
 *
 * @param key  by {@link ListOrder}: 0 by name, bytes by size, nanoseconds since 1970 by time
 * @param name of the entry
 */
public record ListPosition(long key, String name) {}
