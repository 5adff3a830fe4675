// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * test-rest — the SDK's REST clients, by webhook and as an application.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { openApplication, openHook } from './client.mjs';
import { withPortal } from './portal.mjs';

const NEW = 500; /* numbers of operators who come later */

async function call (b24, method, params = {}) {
    return (await b24.actions.v2.call.make({ method, params })).getData().result;
}

/* The SDK throws what cannot be helped by trying again. */
async function refusal (b24, method, params = {}) {
    try {
        const answer = await b24.actions.v2.call.make({ method, params });
        return answer.isSuccess ? null : [...answer.getErrors()][0].code;
    } catch (error) {
        return error.code;
    }
}

/* What both kinds of client can do. */
async function useRest (portal, b24) {
    const chat = await portal.newDialog(27);
    const [message] = await portal.write(chat, 1);

    assert.equal((await call(b24, 'user.current')).ID, '27');
    assert.ok(await call(b24, 'im.message.add', { DIALOG_ID: `chat${chat}`, MESSAGE: 'Привет & <b>' }));
    const history = await call(b24, 'im.dialog.messages.get', { DIALOG_ID: `chat${chat}`, FIRST_ID: message });
    assert.equal(history.messages.at(-1).text, 'Привет & <b>');
}

async function useList (portal, b24) {
    for (let i = 0; i < 60; i++)
        await portal.control('hire', { operator: NEW + i, name: `New ${i}` });
    const users = await b24.actions.v2.callList.make({
        method: 'user.get', params: { filter: { '>=ID': 0 } }, idKey: 'ID',
    });
    const numbers = users.getData().map((user) => Number(user.ID));

    assert.ok(users.isSuccess);
    assert.deepEqual(numbers.filter((id) => id >= NEW), Array.from({ length: 60 }, (_, i) => NEW + i));
    assert.equal(new Set(numbers).size, numbers.length);
}

async function useBatch (portal, b24) {
    const batch = await b24.actions.v2.batch.make({
        calls: {
            me: { method: 'user.current', params: {} },
            dialog: { method: 'im.dialog.get', params: { DIALOG_ID: 'chat999999' } },
            other: { method: 'im.user.get', params: { ID: 28 } },
        },
        options: { isHaltOnError: false, returnAjaxResult: true },
    });
    const answers = batch.getData();
    const list = await b24.actions.v2.batch.make({
        calls: [['user.current', {}], ['im.user.get', { ID: 29 }]],
        options: { isHaltOnError: true },
    });

    assert.equal(answers.me.getData().result.ID, '27');
    assert.equal(answers.other.getData().result.id, 28);
    assert.equal(answers.dialog.isSuccess, false);
    assert.equal([...answers.dialog.getErrors()][0].code, 'ACCESS_ERROR');
    assert.ok(list.isSuccess);
    assert.equal(list.getData()[1].id, 29);
}

describe('REST', { concurrency: true }, () => {
    it('calls by webhook', () => withPortal(async (portal) => {
        await useRest(portal, openHook(portal.port, portal.webhook(27)));
    }));

    it('lists by webhook', () => withPortal(async (portal) => {
        await useList(portal, openHook(portal.port, portal.webhook(27)));
    }));

    it('batches by webhook', () => withPortal(async (portal) => {
        await useBatch(portal, openHook(portal.port, portal.webhook(27)));
    }));

    it('sees the code of an error', () => withPortal(async (portal) => {
        const hook = openHook(portal.port, portal.webhook(27));

        assert.equal(await refusal(hook, 'im.no.such.method'), 'ERROR_METHOD_NOT_FOUND');
        assert.equal(await refusal(openHook(portal.port, '27/wrong'), 'profile'), 'INVALID_CREDENTIALS');
        await portal.control('scopes', { operator: 27, scopes: ['user'] });
        assert.equal(await refusal(hook, 'im.recent.list'), 'insufficient_scope');
    }));

    it('tries again after 503', () => withPortal(async (portal) => {
        const hook = openHook(portal.port, portal.webhook(27));

        await portal.control('fault', { kind: 'status', status: 503, times: 1, method: 'user.current' });
        assert.equal((await call(hook, 'user.current')).ID, '27');
        assert.equal((await portal.control('reset-counters')).hits, 2);
    }));

    it('calls, lists and batches as an application', () => withPortal(async (portal) => {
        const oauth = openApplication(portal.application, await portal.newToken(27));

        await useRest(portal, oauth);
        await useList(portal, oauth);
        await useBatch(portal, oauth);
    }));

    it('refreshes an old token', () => withPortal(async (portal) => {
        const token = await portal.newToken(28);
        const oauth = openApplication(portal.application, token);
        const fresh = [];

        oauth.setCallbackRefreshAuth(async ({ b24OAuthParams }) => { fresh.push(b24OAuthParams.refreshToken); });
        assert.equal((await call(oauth, 'user.current')).ID, '28');
        await portal.control('oauth', { expire: true });
        assert.equal((await call(oauth, 'user.current')).ID, '28');
        assert.equal(fresh.length, 1);
        assert.notEqual(fresh[0], token.refresh_token);
        assert.equal((await portal.control('oauth')).refreshed, 1);
    }));

    it('sees that a refresh token is void', () => withPortal(async (portal) => {
        const oauth = openApplication(portal.application, await portal.newToken(27));

        await portal.control('oauth', { revoke: true });
        await assert.rejects(oauth.auth.refreshAuth(), { code: 'invalid_grant', status: 401 });
    }));
});
