/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Cursors: forward only, on disk a moment later, never half written, pruned after a year. */

#include <sys/stat.h>

#include <glib/gstdio.h>

#include "b24-cursor.h"
#include "b24-error.h"

#define DAY (24 * 60 * 60)

typedef struct {
    char *folder;
    char *path;
    B24Clock *clock;
} Place;

static Place *
place_new (void)
{
    Place *place = g_new0 (Place, 1);
    g_autoptr (GError) error = NULL;

    place->folder = g_dir_make_tmp ("cursor-XXXXXX", &error);
    g_assert_no_error (error);
    place->path = g_build_filename (place->folder, "deep", "cursors.json", NULL);
    place->clock = b24_clock_new_manual (G_GINT64_CONSTANT (1767337150) * G_USEC_PER_SEC);
    return place;
}

static void
remove_tree (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (g_remove (path) != 0)
            remove_tree (path);
    }
    g_remove (folder);
}

static void
place_free (Place *place)
{
    remove_tree (place->folder);
    g_free (place->folder);
    g_free (place->path);
    g_assert_finalize_object (place->clock);
    g_free (place);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

static B24Cursor *
open_cursor (Place *place)
{
    g_autoptr (GError) error = NULL;
    B24Cursor *cursor = b24_cursor_new (place->path, place->clock, &error);

    g_assert_no_error (error);
    return cursor;
}

static gboolean
flush (B24Cursor *cursor)
{
    g_autoptr (GError) error = NULL;
    gboolean flushed = b24_cursor_flush (cursor, &error);

    g_assert_true (flushed == (error == NULL));
    return flushed;
}

static gboolean
wake_up (gpointer user_data)
{
    return G_SOURCE_CONTINUE;
}

/* Turns the main loop until the file says so. */
static void
wait_for_file (Place *place, gint64 chat_id, gint64 message_id)
{
    guint id = g_timeout_add (1, wake_up, NULL);
    gboolean found = FALSE;

    g_source_set_name_by_id (id, "test: wake up");
    while (!found) {
        g_autoptr (B24Cursor) reader = open_cursor (place);

        found = b24_cursor_get (reader, chat_id) == message_id;
        g_main_context_iteration (NULL, TRUE);
    }
    g_source_remove (id);
}

static void
put_file (Place *place, const char *text)
{
    g_autofree char *folder = g_path_get_dirname (place->path);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_file_set_contents (place->path, text, -1, &error);
    g_assert_no_error (error);
}

static void
test_memory (void)
{
    g_autoptr (Place) place = place_new ();
    g_autoptr (B24Cursor) cursor = b24_cursor_new (NULL, place->clock, NULL);

    g_assert_cmpint (b24_cursor_get (cursor, 5), ==, -1);
    b24_cursor_advance (cursor, 5, 0);
    g_assert_cmpint (b24_cursor_get (cursor, 5), ==, 0);
    b24_cursor_advance (cursor, 5, 100);
    b24_cursor_advance (cursor, 5, 99);
    b24_cursor_advance (cursor, 6, 7);
    g_assert_cmpint (b24_cursor_get (cursor, 5), ==, 100);
    g_assert_cmpint (b24_cursor_get (cursor, 6), ==, 7);
    g_assert_true (flush (cursor));
    g_assert_cmpint (b24_clock_next_due (place->clock), ==, -1);
}

static void
test_flush (void)
{
    g_autoptr (Place) place = place_new ();
    g_autoptr (B24Cursor) cursor = open_cursor (place);
    g_autoptr (B24Cursor) again = NULL;
    GStatBuf info;

    b24_cursor_advance (cursor, 1763, G_GINT64_CONSTANT (9007199254740993));
    g_assert_true (flush (cursor));
    again = open_cursor (place);
    g_assert_cmpint (b24_cursor_get (again, 1763), ==, G_GINT64_CONSTANT (9007199254740993));
    g_assert_cmpint (b24_cursor_get (again, 1764), ==, -1);
    g_assert_cmpint (g_stat (place->path, &info), ==, 0);
    g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

/* A second after the first change, in the background. */
static void
test_delayed (void)
{
    g_autoptr (Place) place = place_new ();
    g_autoptr (B24Cursor) cursor = open_cursor (place);

    b24_cursor_advance (cursor, 5, 100);
    g_assert_cmpint (b24_clock_next_due (place->clock), ==, 1000);
    b24_clock_advance (place->clock, 600);
    b24_cursor_advance (cursor, 5, 101);
    g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));
    b24_clock_advance (place->clock, 600);
    wait_for_file (place, 5, 101);
    g_assert_cmpint (b24_clock_next_due (place->clock), ==, -1);
}

/* What was not written yet is written when the object goes, and never an older state last. */
static void
test_order (void)
{
    g_autoptr (Place) place = place_new ();
    B24Cursor *cursor = open_cursor (place);
    g_autoptr (B24Cursor) again = NULL;

    for (gint64 i = 1; i <= 50; i++) {
        b24_cursor_advance (cursor, 5, i);
        b24_clock_advance (place->clock, 1000);
        if (i % 7 == 0)
            g_assert_true (flush (cursor));
    }
    b24_cursor_advance (cursor, 5, 51);
    g_assert_finalize_object (cursor);
    again = open_cursor (place);
    g_assert_cmpint (b24_cursor_get (again, 5), ==, 51);
}

static void
assert_broken (const char *text)
{
    g_autoptr (Place) place = place_new ();
    g_autofree char *aside = g_strconcat (place->path, ".broken", NULL);
    g_autofree char *kept = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (B24Cursor) cursor = NULL;

    put_file (place, text);
    cursor = b24_cursor_new (place->path, place->clock, &error);
    g_assert_error (error, B24_ERROR, B24_ERROR_BAD_FILE);
    g_assert_nonnull (cursor);
    g_assert_true (g_file_get_contents (aside, &kept, NULL, NULL));
    g_assert_cmpstr (kept, ==, text);
    b24_cursor_advance (cursor, 5, 100);
    g_assert_true (flush (cursor));
    g_clear_object (&cursor);
    cursor = open_cursor (place);
    g_assert_cmpint (b24_cursor_get (cursor, 5), ==, 100);
}

static void
test_broken (void)
{
    assert_broken ("");
    assert_broken ("{\"version\":1,\"dialogs\":{\"chat5\":{\"mess");
    assert_broken ("[]");
    assert_broken ("{\"version\":2,\"dialogs\":{}}");
}

static void
test_odd_entries (void)
{
    g_autoptr (Place) place = place_new ();
    g_autoptr (B24Cursor) cursor = NULL;

    put_file (place, "{\"version\":1,\"dialogs\":{\"chat5\":{\"message\":\"100\","
                     "\"touched\":1767337000},\"chatx\":{\"message\":1},\"chat6\":5,"
                     "\"chat7\":{},\"chat8\":{\"message\":-4,\"touched\":1767337000}}}");
    cursor = open_cursor (place);
    g_assert_cmpint (b24_cursor_get (cursor, 5), ==, 100);
    g_assert_cmpint (b24_cursor_get (cursor, 6), ==, -1);
    g_assert_cmpint (b24_cursor_get (cursor, 7), ==, -1);
    g_assert_cmpint (b24_cursor_get (cursor, 8), ==, 0);
}

static void
test_prune (void)
{
    g_autoptr (Place) place = place_new ();
    g_autoptr (B24Cursor) cursor = open_cursor (place);
    g_autoptr (B24Cursor) again = NULL;

    b24_cursor_advance (cursor, 5, 100);
    for (guint day = 0; day < 300; day++)
        b24_clock_advance (place->clock, DAY * 1000u);
    b24_cursor_advance (cursor, 6, 100);
    for (guint day = 0; day < 66; day++)
        b24_clock_advance (place->clock, DAY * 1000u);
    b24_cursor_advance (cursor, 7, 100);
    g_assert_true (flush (cursor));
    again = open_cursor (place);
    g_assert_cmpint (b24_cursor_get (again, 5), ==, -1);
    g_assert_cmpint (b24_cursor_get (again, 6), ==, 100);
    g_assert_cmpint (b24_cursor_get (again, 7), ==, 100);
}

static void
count_failure (B24Cursor *cursor, const GError *error, gpointer user_data)
{
    g_assert_error (error, B24_ERROR, B24_ERROR_BAD_FILE);
    (*(guint *) user_data)++;
}

/* A folder stands where the file should be: told once, tried again, works when it can. */
static void
test_failure (void)
{
    g_autoptr (Place) place = place_new ();
    g_autoptr (B24Cursor) cursor = open_cursor (place);
    g_autofree char *blocker = g_build_filename (place->path, "x", NULL);
    guint failures = 0;

    g_signal_connect (cursor, "failed", G_CALLBACK (count_failure), &failures);
    g_assert_cmpint (g_mkdir_with_parents (blocker, 0700), ==, 0);
    b24_cursor_advance (cursor, 5, 100);
    b24_clock_advance (place->clock, 1000);
    while (failures == 0)
        g_main_context_iteration (NULL, TRUE);
    g_assert_false (flush (cursor));
    g_assert_cmpuint (failures, ==, 1);
    remove_tree (place->path);
    b24_clock_advance (place->clock, 60000);
    wait_for_file (place, 5, 100);
    g_assert_cmpuint (failures, ==, 1);
}

int
main (int argc, char *argv[])
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/cursor/memory", test_memory);
    g_test_add_func ("/cursor/flush", test_flush);
    g_test_add_func ("/cursor/delayed", test_delayed);
    g_test_add_func ("/cursor/order", test_order);
    g_test_add_func ("/cursor/broken", test_broken);
    g_test_add_func ("/cursor/odd-entries", test_odd_entries);
    g_test_add_func ("/cursor/prune", test_prune);
    g_test_add_func ("/cursor/failure", test_failure);
    return g_test_run ();
}
