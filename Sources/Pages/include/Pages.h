#ifndef TALLY_PAGES_H
#define TALLY_PAGES_H

/* A file of the folder Files, as it was when the program was built. */
typedef struct {
    const char *_Nonnull name;
    /* UTF-8, ended by a zero byte. */
    const char *_Nonnull text;
} EmbeddedFile;

/* One after the other, as many as `embedded_file_count` says. */
const EmbeddedFile *_Nonnull embedded_files(void);

extern const unsigned long embedded_file_count;

#endif
