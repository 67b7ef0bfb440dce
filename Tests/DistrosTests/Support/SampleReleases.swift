import Model

@testable import Distros

/// Some rows of distro-info-data's tables.
enum SampleReleases {
    static func table() throws(ProvisionError) -> DistroReleases {
        try DistroReleases(debian: debian, ubuntu: ubuntu)
    }

    static let debian = """
        version,codename,series,created,release,eol,eol-lts,eol-elts
        5.0,Lenny,lenny,2007-04-08,2009-02-14,2012-02-06
        7,Wheezy,wheezy,2011-02-06,2013-05-04,2016-04-25,2018-05-31,2020-06-30
        8,Jessie,jessie,2013-05-04,2015-04-25,2018-06-17,2020-06-30,2025-06-30
        9,Stretch,stretch,2015-04-26,2017-06-17,2020-07-18,2022-06-30,2027-06-30
        10,Buster,buster,2017-06-17,2019-07-06,2022-09-10,2024-06-30,2029-06-30
        11,Bullseye,bullseye,2019-07-06,2021-08-14,2024-08-14,2026-08-31,2031-06-30
        12,Bookworm,bookworm,2021-08-14,2023-06-10,2026-07-11,2028-06-30,2033-06-30
        13,Trixie,trixie,2023-06-10,2025-08-09,2028-08-09,2030-06-30,2035-06-30
        14,Forky,forky,2025-08-09
        15,Duke,duke,2027-08-01
        ,Sid,sid,1993-08-16
        ,Experimental,experimental,1993-08-16

        """

    static let ubuntu = """
        version,codename,series,created,release,eol,eol-server,eol-esm,eol-legacy
        14.04 LTS,Trusty Tahr,trusty,2013-10-17,2014-04-17,2019-04-25,2019-04-25,2024-04-25,2026-04-23
        16.04 LTS,Xenial Xerus,xenial,2015-10-22,2016-04-21,2021-04-21,2021-04-21,2026-04-23,2028-04-21
        22.04 LTS,Jammy Jellyfish,jammy,2021-10-14,2022-04-21,2027-06-01,2027-06-01,2032-04-09,2034-04-21
        24.04 LTS,Noble Numbat,noble,2023-10-12,2024-04-25,2029-05-31,2029-05-31,2034-04-25,2036-04-29
        25.10,Questing Quokka,questing,2025-04-17,2025-10-09,2026-07-09
        26.04 LTS,Resolute Raccoon,resolute,2025-10-09,2026-04-23,2031-05-29,2031-05-29,2036-04-23,2038-04-27

        """
}
