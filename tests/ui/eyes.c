/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * eyes — a GTK module that tells what stands in a program's windows, for tests.
 *
 * It touches nothing. Whoever connects to the socket that OPENLINES_EYES names gets one line for
 * each widget that can be seen, and the end of the stream:
 *
 *     window title, type, x, y, width, height (on the screen), marks, text
 *
 * with tabs in between. Marks: "s" sensitive, "m" has a submenu. Rows of lists are of the type
 * "row", their cells divided by " | ".
 */

#include <gio/gunixsocketaddress.h>
#include <gmodule.h>
#include <gtk/gtk.h>
#include <string.h>

typedef struct {
    const char *window;
    GString *out;
} Look;

G_MODULE_EXPORT void gtk_module_init (int *argc, char ***argv);
G_MODULE_EXPORT const char *g_module_check_init (GModule *module);

static void
tell (Look *look, const char *type, const GdkRectangle *place, const char *marks, const char *text)
{
    g_autofree char *line = g_strdelimit (g_strdup (text != NULL ? text : ""), "\t\r\n", ' ');

    g_string_append_printf (look->out, "%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n", look->window, type,
                            place->x, place->y, place->width, place->height, marks, line);
}

static void
find_place (GtkWidget *widget, GdkRectangle *place)
{
    int x;
    int y;

    gtk_widget_get_allocation (widget, place);
    gdk_window_get_origin (gtk_widget_get_window (widget), &x, &y);
    if (gtk_widget_get_has_window (widget)) {
        place->x = 0;
        place->y = 0;
    }
    place->x += x;
    place->y += y;
}

/* (transfer full): the texts of a row */
static char *
dup_row (GtkTreeModel *model, GtkTreeIter *row)
{
    GString *text = g_string_new (NULL);

    for (int column = 0; column < gtk_tree_model_get_n_columns (model); column++) {
        g_autofree char *cell = NULL;

        if (gtk_tree_model_get_column_type (model, column) != G_TYPE_STRING)
            continue;
        gtk_tree_model_get (model, row, column, &cell, -1);
        if (cell != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? " | " : "", cell);
    }
    return g_string_free (text, FALSE);
}

typedef struct {
    Look *look;
    GtkTreeView *view;
} Rows;

static gboolean
tell_row (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *row, gpointer data)
{
    Rows *rows = data;
    g_autofree char *text = dup_row (model, row);
    GdkRectangle place;
    int x;
    int y;

    gtk_tree_view_get_background_area (rows->view, path, gtk_tree_view_get_column (rows->view, 0),
                                       &place);
    gdk_window_get_origin (gtk_tree_view_get_bin_window (rows->view), &x, &y);
    place.x += x;
    place.y += y;
    tell (rows->look, "row", &place, "s", text);
    return FALSE;
}

/* (transfer full) (nullable): %NULL for what has no text of its own */
static char *
dup_text (GtkWidget *widget)
{
    if (GTK_IS_MENU_ITEM (widget)) {
        /* Asking the item itself would give it a label if it has none. */
        GtkWidget *label = gtk_bin_get_child (GTK_BIN (widget));

        return GTK_IS_LABEL (label) ? g_strdup (gtk_label_get_text (GTK_LABEL (label))) : NULL;
    }
    if (GTK_IS_LABEL (widget))
        return g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
    if (GTK_IS_ENTRY (widget))
        return g_strdup (gtk_entry_get_text (GTK_ENTRY (widget)));
    if (GTK_IS_TEXT_VIEW (widget)) {
        GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
        GtkTextIter start;
        GtkTextIter end;

        gtk_text_buffer_get_bounds (buffer, &start, &end);
        return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
    }
    return NULL;
}

static void
look_at (GtkWidget *widget, gpointer data)
{
    Look *look = data;
    g_autofree char *text = NULL;
    GdkRectangle place;

    if (!gtk_widget_get_mapped (widget))
        return;
    find_place (widget, &place);
    text = dup_text (widget);
    if (text != NULL) {
        gboolean opens =
            GTK_IS_MENU_ITEM (widget) && gtk_menu_item_get_submenu (GTK_MENU_ITEM (widget)) != NULL;
        g_autofree char *marks =
            g_strconcat (gtk_widget_is_sensitive (widget) ? "s" : "", opens ? "m" : "", NULL);

        tell (look, G_OBJECT_TYPE_NAME (widget), &place, marks, text);
    }
    if (GTK_IS_TREE_VIEW (widget)) {
        GtkTreeModel *model = gtk_tree_view_get_model (GTK_TREE_VIEW (widget));
        Rows rows = { look, GTK_TREE_VIEW (widget) };

        if (model != NULL)
            gtk_tree_model_foreach (model, tell_row, &rows);
    }
    if (GTK_IS_CONTAINER (widget))
        gtk_container_forall (GTK_CONTAINER (widget), look_at, look);
}

static gboolean
asked (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
    g_autoptr (GString) out = g_string_new (NULL);
    GList *windows = gtk_window_list_toplevels ();

    for (GList *l = windows; l != NULL; l = l->next) {
        const char *title = gtk_window_get_title (l->data);
        Look look = { title != NULL ? title : "", out };

        look_at (l->data, &look);
    }
    g_list_free (windows);
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), out->str,
                               out->len, NULL, NULL, NULL);
    return FALSE;
}

void
gtk_module_init (int *argc, char ***argv)
{
    const char *path = g_getenv ("OPENLINES_EYES");
    g_autoptr (GSocketAddress) address = NULL;
    GSocketService *service;

    if (path == NULL)
        return;
    /* It stays until the program ends. */
    service = g_socket_service_new ();
    address = g_unix_socket_address_new (path);
    g_signal_connect (service, "incoming", G_CALLBACK (asked), NULL);
    if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                        G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, NULL))
        g_printerr ("eyes: cannot listen at %s\n", path);
}

const char *
g_module_check_init (GModule *module)
{
    g_module_make_resident (module);
    return NULL;
}
