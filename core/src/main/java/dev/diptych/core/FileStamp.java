package dev.diptych.core;

/**
 * How the file of an item looked when it was read: what tells later, without opening it, whether it
 * has changed.
 *
 * @param bytes size of the file, or of a text's UTF-8 form
 * @param modifiedMillis modification time, milliseconds since 1970
 * @param changedMillis when the file of an image was last changed in content, name or rights by the
 *     file system's own clock (ctime, which no program can set), milliseconds since 1970; 0 for a
 *     text, and where it is not known
 */
public record FileStamp(long bytes, long modifiedMillis, long changedMillis) {}
