package io.chunkgate.store;

/**
 * A name has a symbolic link in it. A store never follows one: the caller checks whether the client may use the place, and
 * calls again with its name, in which the store follows no link either.
 */
public final class LinkException extends StoreException {
    private final String link;
    private final String place;

    /**
     * @param link  the name, or the folder at its beginning, that is a link
     * @param place where that is; empty for the root
     * @throws StoreException {@code INVALID_ARGUMENT} when no name leads there
     */
    public LinkException(String link, String place) {
        super(ErrorCode.FAILED_PRECONDITION, "'" + link + "': a symbolic link (expected: a file or folder)");
        this.link = link;
        this.place = new FolderName(place).value();
    }

    /** The name of the same file or folder at its place; empty for the root. A name without the link stays as it is. */
    public String resolve(String name) {
        if (!name.equals(link) && !name.startsWith(link + '/')) {
            return name;
        }
        String rest = name.substring(link.length());
        return place.isEmpty() && rest.startsWith("/") ? rest.substring(1) : place + rest;
    }
}
