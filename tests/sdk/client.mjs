// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * client — Bitrix24's own JavaScript SDK, told to talk to a practice portal: REST by webhook and by
 * OAuth, and its pull client. What the SDK expects of a browser comes from jsdom; the SDK itself is
 * as npm delivers it.
 */

/* Before there is a window: the SDK's HTTP client then speaks Node's HTTP, not XMLHttpRequest. */
import { ApiVersion, B24Hook, B24OAuth, B24PullClientManager } from '@bitrix24/b24jssdk';
import { JSDOM, VirtualConsole } from 'jsdom';

/* No two clients of one process may share what they remember. */
let sites = 0;

/* The pull client looks for these among the globals. One window serves all clients. */
function haveWindow () {
    if (globalThis.window !== undefined)
        return;
    /* A console nobody reads: lines that are cut are no news here. */
    const virtualConsole = new VirtualConsole();
    const { window } = new JSDOM('', { url: 'http://127.0.0.1/', virtualConsole });

    globalThis.window = window;
    globalThis.document = window.document;
    globalThis.WebSocket = window.WebSocket;
    globalThis.XMLHttpRequest = window.XMLHttpRequest;
}

/*
 * The SDK's REST client of a webhook such as `27/secret`.
 *
 * It turns every address of a webhook into https, and a practice portal has no certificate: the
 * address is put right in the map where the SDK keeps it.
 */
export function openHook (port, webhook, options = {}) {
    const [userId, secret] = webhook.split('/');
    const hook = new B24Hook({ b24Url: `https://127.0.0.1:${port}`, userId: Number(userId), secret },
                             options);

    hook.auth.getTargetOriginWithPath()
        .set(ApiVersion.v2, `http://127.0.0.1:${port}/rest/${userId}/${secret}`);
    hook.offClientSideWarning();
    return hook;
}

/* The SDK's REST client of an application; @token is what /oauth/token/ answered. */
export function openApplication (application, token) {
    const oauth = new B24OAuth({
        applicationToken: '',
        userId: token.user_id,
        memberId: token.member_id,
        accessToken: token.access_token,
        refreshToken: token.refresh_token,
        expires: token.expires,
        expiresIn: token.expires_in,
        scope: token.scope,
        domain: token.domain,
        clientEndpoint: token.client_endpoint,
        serverEndpoint: token.server_endpoint,
        status: token.status,
    }, { clientId: application.client_id, clientSecret: application.client_secret });

    oauth.offClientSideWarning();
    return oauth;
}

/*
 * The SDK's pull client of the user with number @userId, started: resolved once it is connected.
 *
 * @b24: what openHook() or openApplication() gave
 * @onEvent: called with (command, params, extra) of each command of the module `im`
 * @params: more for the SDK's constructor
 *
 * It goes by WebSocket, or by long polling when the configuration says that there is no WebSocket.
 * Afterwards destroy() it.
 */
export async function openPull (b24, userId, onEvent, params = {}) {
    haveWindow();
    sites++;
    const client = new B24PullClientManager({
        b24, userId, siteId: `practice${sites}`, skipStorageInit: true, ...params,
    });

    client.subscribe({
        moduleId: 'im',
        callback: (data) => onEvent(data.command, data.params, data.extra),
    });
    await client.start();
    return client;
}
