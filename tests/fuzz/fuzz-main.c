/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SIZE 4096

static void
mutate_once (GRand *random, GByteArray *input)
{
    static const char interesting[] =
        "{}[]\"\\:,/.@#%?&=- \n\t0123456789eEubiusn<>\xff\xc3\xe2\x80";
    guint at = input->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) input->len) : 0;
    guint8 byte = (guint8) interesting[g_rand_int_range (random, 0, (gint32) sizeof interesting)];
    guint wanted = (guint) g_rand_int_range (random, 1, 32);
    guint count = MIN (wanted, input->len - at);
    g_autofree guint8 *part = NULL;

    switch (g_rand_int_range (random, 0, 6)) {
    case 0:
        if (input->len > 0)
            input->data[at] = byte;
        break;
    case 1:
        if (input->len > 0)
            input->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
        break;
    case 2:
        if (count > 0)
            g_byte_array_remove_range (input, at, count);
        break;
    case 3:
        g_byte_array_set_size (input, at);
        break;
    case 4:
        g_byte_array_append (input, &byte, 1);
        break;
    default:
        /* A part of it once more at the end: nesting and repetition. */
        part = count > 0 ? g_memdup2 (input->data + at, count) : NULL;
        if (part != NULL)
            g_byte_array_append (input, part, count);
        break;
    }
    if (input->len > MAX_SIZE)
        g_byte_array_set_size (input, MAX_SIZE);
}

static void
run_one (const guint8 *data, gsize size)
{
    /* A block of exactly this size, so that the sanitizer sees every byte read behind it. */
    g_autofree guint8 *copy = g_memdup2 (data, size);

    LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", size);
}

int
main (int argc, char **argv)
{
    guint runs = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000;
    g_autoptr (GRand) random = g_rand_new_with_seed (24);
    guint n = 0;

    g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    while (fuzz_corpus[n] != NULL) {
        run_one ((const guint8 *) fuzz_corpus[n], strlen (fuzz_corpus[n]));
        n++;
    }
    for (guint i = 0; i < runs; i++) {
        const char *seed = fuzz_corpus[g_rand_int_range (random, 0, (gint32) n)];
        g_autoptr (GByteArray) input = g_byte_array_new ();
        gint32 steps = g_rand_int_range (random, 1, 12);

        g_byte_array_append (input, (const guint8 *) seed, (guint) strlen (seed));
        for (gint32 step = 0; step < steps; step++)
            mutate_once (random, input);
        run_one (input->data, input->len);
    }
    return 0;
}
