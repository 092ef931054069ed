#ifndef TALLY_PAGES_H
#define TALLY_PAGES_H

/* A file of the folders beside this one, as it was when the program was built. */
typedef struct {
    /* The path within Sources/Pages. */
    const char *_Nonnull name;
    /* UTF-8, terminated by a zero byte. */
    const char *_Nonnull text;
} EmbeddedFile;

/* All files, in order of their names; there are `embedded_file_count`. */
const EmbeddedFile *_Nonnull embedded_files(void);

extern const unsigned long embedded_file_count;

#endif
